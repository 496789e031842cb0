package io.mosaicgpt.jobs.command.form;

import io.mosaicgpt.model.constraint.FormException;
import io.mosaicgpt.model.constraint.form.FormText;
import io.mosaicgpt.model.constraint.grammar.GrammarForm;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the command says as JSON. */
final class FormJson {
  private FormJson() {}

  static Map<String, Object> of(
      FormText form, GrammarForm compiled, double milliseconds, List<TextCheck> checks) {
    Map<String, Object> json = head(form, true);
    json.put("refused", null);
    json.put("compile_ms", milliseconds);
    json.put("states", compiled.size());
    json.put("shortest_tokens", compiled.shortestTokens());
    json.put("texts", checks.stream().map(FormJson::of).toList());
    return json;
  }

  static Map<String, Object> refused(FormText form, FormException refused) {
    Map<String, Object> json = head(form, false);
    json.put("refused", of(refused));
    return json;
  }

  static Map<String, Object> of(FormException refused) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("keyword", refused.keyword());
    json.put("place", refused.place());
    json.put("message", refused.getMessage());
    return json;
  }

  private static Map<String, Object> of(TextCheck check) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("text", check.text());
    json.put("accepted", check.accepted());
    json.put("byte", check.place());
    json.put("allowed", check.allowed());
    return json;
  }

  private static Map<String, Object> head(FormText form, boolean compiled) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("kind", form.kind().name().toLowerCase(Locale.ROOT));
    json.put("sha256", form.sha256());
    json.put("compiled", compiled);
    return json;
  }
}
