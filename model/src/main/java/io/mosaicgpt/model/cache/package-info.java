/** What is kept since it may be asked for again. */
package io.mosaicgpt.model.cache;
