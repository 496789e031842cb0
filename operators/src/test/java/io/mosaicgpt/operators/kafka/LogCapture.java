package io.mosaicgpt.operators.kafka;

import java.util.ArrayList;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;

/** What a class logs at WARN while this is open. */
public final class LogCapture implements AutoCloseable {
  private final Logger logger;
  private final Level before;
  private final Appender appender = new Appender();

  public LogCapture(Class<?> source) {
    logger = (Logger) LogManager.getLogger(source);
    before = logger.getLevel();
    appender.start();
    logger.addAppender(appender);
    Configurator.setLevel(logger, Level.WARN);
  }

  public List<String> warnings() {
    return appender.warnings;
  }

  @Override
  public void close() {
    logger.removeAppender(appender);
    Configurator.setLevel(logger, before);
  }

  private static final class Appender extends AbstractAppender {
    private final List<String> warnings = new ArrayList<>();

    Appender() {
      super("capture", null, null, true, Property.EMPTY_ARRAY);
    }

    @Override
    public void append(LogEvent event) {
      if (event.getLevel().equals(Level.WARN)) {
        warnings.add(event.getMessage().getFormattedMessage());
      }
    }
  }
}
