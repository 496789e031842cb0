/**
 * What this machine can do at best, and what kind of processor it has. For figures, not for
 * serving.
 */
package io.mosaicgpt.model.probe;
