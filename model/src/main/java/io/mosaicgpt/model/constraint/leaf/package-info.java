/** Regular parts of forms, byte by byte. */
package io.mosaicgpt.model.constraint.leaf;
