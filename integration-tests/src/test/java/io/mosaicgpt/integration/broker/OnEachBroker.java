package io.mosaicgpt.integration.broker;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs a test class once on every broker; its constructor or a field takes the broker. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("containers")
@ParameterizedClass(name = "on a broker {0}")
@MethodSource("io.mosaicgpt.integration.broker.KafkaBroker#all")
public @interface OnEachBroker {}
