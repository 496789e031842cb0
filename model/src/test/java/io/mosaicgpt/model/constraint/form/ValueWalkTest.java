package io.mosaicgpt.model.constraint.form;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class ValueWalkTest {
  private final FormCompiler compiler = new FormCompiler(new ByteTokenizer());

  @Test
  void propertiesAreWrittenInTheFormsOrder() throws JsonProcessingException {
    String schema =
        "{'type':'object','properties':{'a':{'type':'object','properties':{'x':{},'y':{}}},'b':{},'c':{}},"
            + "'required':['b']}";
    assertThat(inOrder(schema, "{'z':0,'c':1,'b':2,'a':{'y':1,'x':2}}"))
        .isEqualTo("{'a':{'x':2,'y':1},'b':2,'c':1,'z':0}");
    assertThat(inOrder(schema, "{'c':1}")).isNull();
  }

  @Test
  void branchesMayHaveDifferentOrders() throws JsonProcessingException {
    String schema =
        "{'anyOf':[{'type':'object','properties':{'a':{'const':1},'b':{}},'required':['a','b','c']},"
            + "{'type':'object','properties':{'c':{},'b':{},'a':{'const':2}},'required':['a','b','c']}]}";
    assertThat(inOrder(schema, "{'a':2,'b':1,'c':1}")).isEqualTo("{'c':1,'b':1,'a':2}");
    assertThat(inOrder(schema, "{'c':1,'b':1,'a':1}")).isEqualTo("{'a':1,'b':1,'c':1}");
    assertThat(inOrder(schema, "{'c':1,'b':1,'a':3}")).isNull();
  }

  private String inOrder(String schema, String value) throws JsonProcessingException {
    return ValueWalk.inOrder(
            compiler.compile(FormText.jsonSchema(schema.replace('\'', '"'))),
            new ObjectMapper().readTree(value.replace('\'', '"')))
        .map(text -> text.replace('"', '\''))
        .orElse(null);
  }
}
