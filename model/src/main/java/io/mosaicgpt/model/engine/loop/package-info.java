/**
 * One engine and its thread: schedule, execute and commit over one loaded model, for all sessions.
 */
package io.mosaicgpt.model.engine.loop;
