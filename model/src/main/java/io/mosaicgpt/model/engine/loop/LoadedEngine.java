package io.mosaicgpt.model.engine.loop;

import io.mosaicgpt.model.checkpoint.CheckpointException;
import io.mosaicgpt.model.checkpoint.FileFault;
import io.mosaicgpt.model.constraint.CompiledForm;
import io.mosaicgpt.model.constraint.form.FormCompiler;
import io.mosaicgpt.model.constraint.form.FormText;
import io.mosaicgpt.model.engine.EngineSetup;
import io.mosaicgpt.model.engine.EngineStats;
import io.mosaicgpt.model.engine.InferenceEngine;
import io.mosaicgpt.model.forward.EngineFailure;
import io.mosaicgpt.model.generation.GenerationEvent;
import io.mosaicgpt.model.prompt.ServedModel;
import io.mosaicgpt.model.replica.threads.ExitGate;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An engine and its thread, which loads the model, runs the loop and closes the model: nobody else
 * ever touches it. Once the loop has thrown, the engine is broken for good: every session hears
 * why. The loop survives steps that fail as long as the model computes anything at all.
 */
public final class LoadedEngine implements InferenceEngine {
  private static final Logger LOG = LoggerFactory.getLogger(LoadedEngine.class);

  /** For the step under way; longer, and it hangs in native code. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final long POLL_MILLIS = 100;

  private final LoadedModel.Source source;
  private final EngineClock clock;
  private final Inbox inbox = new Inbox();
  private final FormThread formThread;
  private final FormDesk forms;
  private final Thread thread;
  private final CompletableFuture<Ready> ready = new CompletableFuture<>();

  /** Also the lock for {@link #failure}, {@link #abandoned} and {@link #closed}. */
  private final Set<EngineSession> sessions = new HashSet<>();

  /** Made with the first form, since it lays the vocabulary out. */
  private volatile FormCompiler compiler;

  private Throwable failure;
  private boolean abandoned;
  private boolean closed;

  private record Ready(ServedModel served, EngineSetup setup, EngineLoop loop) {}

  /** An engine whose thread is not started yet. */
  public LoadedEngine(String name, LoadedModel.Source source, EngineClock clock) {
    this.source = source;
    this.clock = clock;
    this.formThread = new FormThread(name);
    this.forms = new FormDesk(inbox, this::compile, formThread);
    this.thread = new Thread(this::run, "mosaicgpt-engine-" + name);
    thread.setDaemon(true);
    // The caller's loader may be that of a job which ends long before the engine does.
    thread.setContextClassLoader(LoadedEngine.class.getClassLoader());
  }

  /** Called by the thread of forms alone. */
  private CompiledForm compile(FormText form) {
    if (compiler == null) {
      ServedModel served = ready.join().served();
      compiler = new FormCompiler(served.tokenizer().orElseThrow(), served.usableVocab());
    }
    return compiler.compile(form);
  }

  /** Begins to load. */
  public void start() {
    thread.start();
  }

  /** Waits until the model is loaded; throws what loading threw. */
  public void awaitLoaded() {
    try {
      ready.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the model was being loaded", e);
    } catch (ExecutionException e) {
      rethrow(e.getCause());
    }
  }

  private static void rethrow(Throwable cause) {
    if (cause instanceof RuntimeException e) {
      throw e;
    } else if (cause instanceof Error e) {
      throw e;
    } else if (cause instanceof IOException e) {
      throw new CheckpointException("the model cannot be read: " + FileFault.of(e), e);
    }
    throw new EngineFailure("the model could not be loaded", cause);
  }

  private void run() {
    LoadedModel loaded;
    try {
      loaded = source.load();
    } catch (Throwable e) {
      ready.completeExceptionally(e);
      return;
    }
    try (LoadedModel model = loaded) {
      serve(model);
    } catch (Throwable e) {
      if (!ready.completeExceptionally(e)) {
        fail(e);
      }
    }
  }

  private void serve(LoadedModel model) throws InterruptedException {
    EngineLoop loop =
        new EngineLoop(model.served(), model.forward(), model.options(), inbox, clock);
    LOG.info(
        "The KV cache has up to {} positions of {} bytes",
        loop.stats().kvTotalPositions(),
        model.forward().bytesPerPosition());
    ready.complete(new Ready(model.served(), setup(model, loop.stats()), loop));
    boolean goesOn = true;
    while (goesOn) {
      goesOn = loop.turn();
    }
  }

  private static EngineSetup setup(LoadedModel model, EngineStats stats) {
    return new EngineSetup(
        model.type(),
        model.device(),
        model.forward().slots(),
        model.options().maxNumBatchedTokens(),
        stats.kvTotalPositions(),
        model.forward().bytesPerPosition());
  }

  private void fail(Throwable cause) {
    List<EngineSession> told;
    synchronized (sessions) {
      failure = cause;
      told = List.copyOf(sessions);
      sessions.clear();
    }
    LOG.error("The engine failed and ends; {} sessions are told", told.size(), cause);
    for (EngineSession session : told) {
      try {
        session.fail(cause);
      } catch (RuntimeException e) {
        LOG.error("A listener failed when it was told that the engine did", e);
      }
    }
  }

  /** Whether it can serve nobody any more. */
  public boolean isBroken() {
    synchronized (sessions) {
      return failure != null || closed || ready.isCompletedExceptionally();
    }
  }

  @Override
  public EngineSession open(GenerationEvent.Listener listener) {
    EngineSession session = new EngineSession(inbox, forms, clock, listener, this::forget);
    synchronized (sessions) {
      if (failure != null) {
        throw new EngineFailure("the engine has failed: " + failure.getMessage(), failure);
      }
      if (closed) {
        throw new IllegalStateException("the engine has been closed");
      }
      sessions.add(session);
    }
    return session;
  }

  private void forget(EngineSession session) {
    synchronized (sessions) {
      sessions.remove(session);
    }
  }

  @Override
  public ServedModel model() {
    return ready.join().served();
  }

  @Override
  public EngineSetup setup() {
    return ready.join().setup();
  }

  @Override
  public EngineStats stats() {
    return ready.join().loop().stats();
  }

  @Override
  public Duration stepAge() {
    return Duration.ofNanos(ready.join().loop().stepAgeNanos());
  }

  @Override
  public void abandon(Throwable why) {
    synchronized (sessions) {
      abandoned = true;
    }
    fail(why);
  }

  /**
   * Ends the thread, after the step under way, and waits for it unless the engine was abandoned or
   * the JVM ends. Sessions get no more events.
   */
  @Override
  public void close() {
    List<EngineSession> open;
    boolean hangs;
    synchronized (sessions) {
      closed = true;
      hangs = abandoned;
      open = List.copyOf(sessions);
    }
    open.forEach(EngineSession::close);
    formThread.close();
    inbox.add(new EngineCommand.Shutdown());
    if (!hangs) {
      awaitEnd();
    }
  }

  private void awaitEnd() {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try {
      while (thread.isAlive() && !ExitGate.jvmEnds() && System.nanoTime() < deadline) {
        thread.join(POLL_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // It ends by itself.
    }
  }
}
