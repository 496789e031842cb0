/**
 * From a spec to an engine: what {@code auto} means here, which engines can be shared, how long one
 * without users stays. {@link io.mosaicgpt.model.engine.pool.EngineRegistry} is the way in.
 */
package io.mosaicgpt.model.engine.pool;
