package io.mosaicgpt.jobs.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DemoTextsTest {
  private final DemoTexts texts = DemoTexts.load();

  @Test
  void thereAreAHundredMessagesOfManyIntentsAndTenQuestions() {
    List<String> intents =
        texts.messages().stream().map(message -> message.intent().orElseThrow()).toList();

    assertThat(intents).hasSize(100);
    assertThat(intents.stream().distinct()).hasSizeGreaterThanOrEqualTo(45);
    assertThat(texts.all()).hasSize(110);
    assertThat(texts.all()).extracting(DemoText::id).doesNotHaveDuplicates();
    assertThat(texts.all()).extracting(DemoText::text).doesNotHaveDuplicates();
    assertThat(texts.all()).noneMatch(text -> text.text().isBlank());
  }

  @Test
  void everyIntentIsOneOfTheChoices() {
    assertThat(texts.intents())
        .hasSize(77)
        .doesNotHaveDuplicates()
        .contains("card arrival", "Refund not showing up", "reverted card payment?")
        .containsAll(texts.messages().stream().map(m -> m.intent().orElseThrow()).toList());
  }

  @Test
  void aTextIsFoundByTheIdOfItsRequest() {
    DemoText last = texts.messages().get(99);

    assertThat(last.id()).isEqualTo("message-100");
    assertThat(texts.of("message-100")).contains(last);
    assertThat(texts.of("question-010").flatMap(DemoText::intent)).isEmpty();
    assertThat(texts.of("poison")).isEmpty();
  }
}
