package io.mosaicgpt.model.replica.module;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A text that a module's source is put together from: the model's class, or whole members of it.
 *
 * <p>Members go where another text has a hook, the line {@code # [hook NAME: METHODS]}. Their first
 * line says which hook that is, and they have the methods that it names. So the order in which
 * texts are given is of no account. A hook that is {@code optional} may stay empty.
 *
 * <p>Members that are attributes get their first values in a method {@code start_NAME} of the same
 * text. The line {@code # [starts]} stands for the calls of these.
 *
 * @param name what messages call it
 * @param text TorchScript source
 */
record ModuleText(String name, String text) {
  private static final Pattern HOOK =
      Pattern.compile("(?m)^ *# \\[(?<optional>optional )?hook (?<name>\\w+): (?<methods>.+)]\\n");
  private static final Pattern FILLS = Pattern.compile("\\A *# Fills the hook (\\w+): ");
  private static final Pattern STARTS = Pattern.compile("(?m)^( *)# \\[starts]\\n");

  /** One of the texts that come with this class. */
  static ModuleText resource(String name) {
    String file = name + ".torchscript";
    try (InputStream in = ModuleText.class.getResourceAsStream(file)) {
      return new ModuleText(file, new String(in.readAllBytes(), UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * This text with the others in their places.
   *
   * @throws IllegalStateException when they do not fit: a hook is empty, filled twice or unknown,
   *     or filled by a text without its methods
   */
  String joinedWith(List<ModuleText> others) {
    Map<String, ModuleText> byHook = new TreeMap<>();
    for (ModuleText other : others) {
      ModuleText rival = byHook.put(other.hook(), other);
      if (rival != null) {
        throw new IllegalStateException(
            "%s and %s both fill the hook %s".formatted(rival.name, other.name, other.hook()));
      }
    }
    String calls =
        byHook.keySet().stream()
            .filter(hook -> byHook.get(hook).defines("start_" + hook))
            .map("$1self.start_%s()\n"::formatted)
            .collect(Collectors.joining());
    String joined = STARTS.matcher(filled(byHook)).replaceAll(calls);
    if (!byHook.isEmpty()) {
      ModuleText left = byHook.values().iterator().next();
      throw new IllegalStateException(
          "%s fills the hook %s, which no other text has".formatted(left.name, left.hook()));
    }
    return joined;
  }

  /** This text with its hooks filled. Whoever fills one is taken out of the map. */
  private String filled(Map<String, ModuleText> byHook) {
    Matcher hook = HOOK.matcher(text);
    StringBuilder filled = new StringBuilder();
    while (hook.find()) {
      ModuleText filler = byHook.remove(hook.group("name"));
      if (filler != null) {
        filler.requireMethods(hook.group("name"), hook.group("methods"));
        hook.appendReplacement(filled, Matcher.quoteReplacement(filler.filled(byHook)));
      } else if (hook.group("optional") != null) {
        hook.appendReplacement(filled, "");
      } else {
        throw new IllegalStateException(
            "no text fills the hook %s of %s".formatted(hook.group("name"), name));
      }
    }
    return hook.appendTail(filled).toString();
  }

  private String hook() {
    Matcher fills = FILLS.matcher(text);
    if (!fills.find()) {
      throw new IllegalStateException(
          "%s does not say in its first line which hook it fills".formatted(name));
    }
    return fills.group(1);
  }

  private void requireMethods(String hook, String methods) {
    for (String method : methods.split(", ", -1)) {
      if (!defines(method)) {
        throw new IllegalStateException(
            "%s fills the hook %s, but has no method %s".formatted(name, hook, method));
      }
    }
  }

  private boolean defines(String method) {
    return text.contains("  def " + method + "(");
  }
}
