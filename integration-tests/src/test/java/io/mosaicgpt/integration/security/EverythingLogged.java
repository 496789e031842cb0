package io.mosaicgpt.integration.security;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.Map;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;

/**
 * What every logger of this JVM says at INFO and above while this is open, stack traces included:
 * the log file of a run.
 */
final class EverythingLogged extends AbstractAppender implements AutoCloseable {
  private final LoggerContext context = (LoggerContext) LogManager.getContext(false);
  private final Map<LoggerConfig, Level> levels = new HashMap<>();
  private final StringWriter text = new StringWriter();
  private final PrintWriter out = new PrintWriter(text);

  EverythingLogged() {
    super("everything", null, null, true, Property.EMPTY_ARRAY);
    start();
    for (LoggerConfig logger : context.getConfiguration().getLoggers().values()) {
      levels.put(logger, logger.getLevel());
      logger.setLevel(Level.INFO);
    }
    context.getConfiguration().getRootLogger().addAppender(this, Level.INFO, null);
    context.updateLoggers();
  }

  @Override
  public void append(LogEvent event) {
    synchronized (out) {
      out.println(event.getMessage().getFormattedMessage());
      if (event.getThrown() != null) {
        event.getThrown().printStackTrace(out);
      }
    }
  }

  String text() {
    synchronized (out) {
      return text.toString();
    }
  }

  @Override
  public void close() {
    context.getConfiguration().getRootLogger().removeAppender(getName());
    levels.forEach(LoggerConfig::setLevel);
    context.updateLoggers();
    stop();
  }
}
