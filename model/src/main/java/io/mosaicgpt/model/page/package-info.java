/** Pages to read that need nothing else: their style, tables and charts. */
package io.mosaicgpt.model.page;
