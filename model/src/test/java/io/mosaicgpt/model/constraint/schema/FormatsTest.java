package io.mosaicgpt.model.constraint.schema;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.lucene.util.automaton.Operations;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormatsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "date; 2024-02-29 2000-02-29 1999-12-31; 1900-02-29 2023-02-29 2023-04-31 23-01-01",
        "time; 00:00:00Z 23:59:59.5+01:00; 24:00:00Z 12:00Z 12:00:00",
        "date-time; 2024-02-29T12:00:00Z; 2024-02-30T12:00:00Z 2024-02-29",
        "uuid; 2eb8aa08-aa98-11ea-b4aa-73b441d16380; 2eb8aa08-aa98-11ea-b4aa-73b441d1638",
        "email; a@b.c joe.bloggs+x@example.com; @b a@ a.@b .a@b a..b@c a@-b a@b- a~b@c",
        "ipv4; 0.0.0.0 255.1.20.199; 256.0.0.0 1.2.3 01.2.3.4 1.2.3.4.5",
        "ipv6; ::1 1:2:3:4:5:6:7:8 ::ffff:1.2.3.4 fe80::; 1::2::3 12345:: 1:2:3:4:5:6:7 :::",
        "uri; http://a.b/c?d=e#f urn:x:y mailto:a@b.c file:///etc/x; //a/b a /x http:// http://a~b",
        "hostname; a a-b.example; -a a- a..b _a"
      })
  void saysWhatTextsHaveIt(String format, String accepted, String rejected) {
    for (String text : accepted.split(" ", -1)) {
      assertThat(Operations.run(JsonLeaves.format(format), text)).as(text).isTrue();
    }
    for (String text : rejected.split(" ", -1)) {
      assertThat(Operations.run(JsonLeaves.format(format), text.replace('~', ' ')))
          .as(text)
          .isFalse();
    }
  }
}
