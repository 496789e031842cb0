/**
 * What callers see of an engine: the spec they ask for it with, the engine and its sessions, and
 * what it says of itself. {@code loop} runs it, {@code pool} loads and shares it and is where one
 * is acquired.
 */
package io.mosaicgpt.model.engine;
