package io.mosaicgpt.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SchemaStyleTest {
  private static final String NAMESPACE = "io.mosaicgpt.schemas";

  @ParameterizedTest
  @MethodSource("io.mosaicgpt.schemas.SchemaFiles#names")
  void everyTypeAndFieldIsDocumented(String name) {
    for (Schema type : namedTypes(name).values()) {
      assertThat(type.getDoc()).as(type.getFullName()).isNotBlank().endsWith(".");
      if (type.getType() == Schema.Type.RECORD) {
        for (Schema.Field field : type.getFields()) {
          assertThat(field.doc())
              .as("%s.%s", type.getFullName(), field.name())
              .isNotBlank()
              .endsWith(".");
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("io.mosaicgpt.schemas.SchemaFiles#names")
  void everyFieldAndSymbolIsInSnakeCase(String name) {
    for (Schema type : namedTypes(name).values()) {
      if (type.getType() == Schema.Type.RECORD) {
        assertThat(type.getFields())
            .extracting(Schema.Field::name)
            .allMatch(field -> field.matches("[a-z][a-z0-9]*(_[a-z0-9]+)*"));
      } else if (type.getType() == Schema.Type.ENUM) {
        assertThat(type.getEnumSymbols()).allMatch(symbol -> symbol.matches("[a-z]+(_[a-z]+)*"));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("io.mosaicgpt.schemas.SchemaFiles#names")
  void everyNullableFieldDefaultsToNull(String name) {
    for (Schema type : namedTypes(name).values()) {
      if (type.getType() == Schema.Type.RECORD) {
        assertThat(type.getFields())
            .filteredOn(field -> field.schema().isNullable())
            .allMatch(Schema.Field::hasDefaultValue)
            .allMatch(field -> field.schema().getTypes().get(0).getType() == Schema.Type.NULL);
      }
    }
  }

  /** A later symbol must not stop the consumers of today. */
  @ParameterizedTest
  @MethodSource("io.mosaicgpt.schemas.SchemaFiles#names")
  void everyEnumHasADefaultForSymbolsItDoesNotKnow(String name) {
    assertThat(namedTypes(name).values())
        .filteredOn(type -> type.getType() == Schema.Type.ENUM)
        .allMatch(type -> type.getEnumDefault() != null);
  }

  @ParameterizedTest
  @MethodSource("io.mosaicgpt.schemas.SchemaFiles#names")
  void everyTypeLivesInTheNamespaceOfTheProject(String name) {
    assertThat(namedTypes(name).values()).allMatch(type -> NAMESPACE.equals(type.getNamespace()));
  }

  /**
   * The first byte of a raw instruction is the length of request_id: even, and not 0 for a name
   * that is not empty. The other encodings are told apart by it.
   */
  @Test
  void anInstructionBeginsWithItsRequestId() {
    Schema.Field first = SchemaFiles.current("instruction").getFields().get(0);

    assertThat(first.name()).isEqualTo("request_id");
    assertThat(first.schema().getType()).isEqualTo(Schema.Type.STRING);
  }

  /** Its branch is byte 0x00 or 0x02, which tells a raw instruction from JSON behind a blank. */
  @Test
  void behindTheRequestIdComesAFieldThatIsNullOrOneType() {
    Schema second = SchemaFiles.current("instruction").getFields().get(1).schema();

    assertThat(second.isUnion()).isTrue();
    assertThat(second.getTypes()).hasSize(2);
  }

  private static Map<String, Schema> namedTypes(String name) {
    Map<String, Schema> types = new LinkedHashMap<>();
    collect(SchemaFiles.current(name), types);
    assertThat(types).isNotEmpty();
    return types;
  }

  private static void collect(Schema schema, Map<String, Schema> types) {
    switch (schema.getType()) {
      case RECORD -> {
        if (types.put(schema.getFullName(), schema) == null) {
          schema.getFields().forEach(field -> collect(field.schema(), types));
        }
      }
      case ENUM, FIXED -> types.put(schema.getFullName(), schema);
      case ARRAY -> collect(schema.getElementType(), types);
      case MAP -> collect(schema.getValueType(), types);
      case UNION -> schema.getTypes().forEach(branch -> collect(branch, types));
      default -> {}
    }
  }
}
