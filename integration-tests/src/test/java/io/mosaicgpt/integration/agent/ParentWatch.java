package io.mosaicgpt.integration.agent;

import java.io.IOException;

/** Ends this JVM with its parent, of which stdin is a pipe: nothing stays behind a killed test. */
final class ParentWatch implements Runnable {
  private static final int ORPHANED = 97;

  private ParentWatch() {}

  static void start() {
    Thread thread = new Thread(new ParentWatch(), "parent-watch");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void run() {
    try {
      while (System.in.read() >= 0) {
        // Nobody writes; only the end matters.
      }
    } catch (IOException e) {
      // The end, too.
    }
    Runtime.getRuntime().halt(ORPHANED);
  }
}
