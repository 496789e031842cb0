package io.mosaicgpt.model.engine.loop;

import io.mosaicgpt.model.constraint.CompiledForm;
import io.mosaicgpt.model.constraint.FormException;
import io.mosaicgpt.model.constraint.form.FormText;
import io.mosaicgpt.model.generation.ErrorCode;
import io.mosaicgpt.model.generation.GenerationRequest;
import io.mosaicgpt.model.generation.RequestException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Has the forms compiled that requests ask for, and hands each request to the engine when its form
 * is there: meanwhile others run. Requests with the same form share it, also while it is being
 * compiled; the forms asked for last are kept. Thread-safe.
 */
final class FormDesk {
  private static final int MOST_FORMS = 256;

  /** Characters of all texts that are kept, those of refused forms included: 8 MB. */
  private static final int MOST_CHARACTERS = 1 << 22;

  private final Inbox inbox;
  private final Function<FormText, CompiledForm> compiler;
  private final Executor executor;

  /** By time of last use. */
  private final LinkedHashMap<FormText, CompletableFuture<CompiledForm>> forms =
      new LinkedHashMap<>(16, 0.75f, true);

  private long characters;

  /** Requests whose forms are being compiled, each under a ticket of its own. */
  private final Map<Object, EngineCommand.Submit> waiting = new HashMap<>();

  /**
   * A desk without forms.
   *
   * @param inbox of the engine
   * @param compiler throws {@link FormException} for what cannot be used
   * @param executor calls the compiler
   */
  FormDesk(Inbox inbox, Function<FormText, CompiledForm> compiler, Executor executor) {
    this.inbox = inbox;
    this.compiler = compiler;
    this.executor = executor;
  }

  /** Hands a request to the engine, when its form is compiled if it asks for one. */
  void submit(EngineSession session, GenerationRequest request, long atNanos) {
    EngineCommand.Submit submit =
        new EngineCommand.Submit(session, request, Optional.empty(), atNanos);
    if (request.form().isEmpty()) {
      inbox.add(submit);
      return;
    }
    Object ticket = new Object();
    synchronized (waiting) {
      waiting.put(ticket, submit);
      inbox.expect(1);
    }
    CompletableFuture<CompiledForm> unused =
        form(request.form().get().text())
            .whenComplete((form, failure) -> hand(ticket, form, failure));
  }

  private void hand(Object ticket, CompiledForm form, Throwable failure) {
    synchronized (waiting) {
      EngineCommand.Submit submit = waiting.remove(ticket);
      if (submit != null) {
        inbox.add(
            failure == null
                ? submit.with(form)
                : new EngineCommand.Refuse(submit.session(), submit.request(), refusal(failure)));
        inbox.expect(-1);
      }
    }
  }

  private static RequestException refusal(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return new RequestException(
        ErrorCode.UNSUPPORTED_FORM,
        cause instanceof FormException
            ? cause.getMessage()
            : "the form cannot be compiled, make it smaller: " + cause);
  }

  /** Drops a request whose form is being compiled. Returns false if it is no such request. */
  boolean abort(EngineSession session, long key) {
    return drop(s -> s.session() == session && s.request().key() == key);
  }

  /** Drops all requests of a session whose forms are being compiled. */
  void abortAll(EngineSession session) {
    drop(s -> s.session() == session);
  }

  private boolean drop(Predicate<EngineCommand.Submit> which) {
    synchronized (waiting) {
      int before = waiting.size();
      waiting.values().removeIf(which);
      inbox.expect(waiting.size() - before);
      return waiting.size() < before;
    }
  }

  private CompletableFuture<CompiledForm> form(FormText text) {
    synchronized (forms) {
      CompletableFuture<CompiledForm> form = forms.get(text);
      if (form == null) {
        form = begin(text);
        forms.put(text, form);
        characters += text.text().length();
        forgetOldest();
      }
      return form;
    }
  }

  private CompletableFuture<CompiledForm> begin(FormText text) {
    try {
      return CompletableFuture.supplyAsync(() -> compiler.apply(text), executor);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(e); // The engine is closed: nobody will hear of it.
    }
  }

  private void forgetOldest() {
    Iterator<FormText> oldest = forms.keySet().iterator();
    while (forms.size() > 1 && (forms.size() > MOST_FORMS || characters > MOST_CHARACTERS)) {
      characters -= oldest.next().text().length();
      oldest.remove();
    }
  }
}
