/**
 * Rows of tables, JSON lines or comma-separated values, as events and as results. A row travels
 * with its event, so that its result repeats it.
 */
package io.mosaicgpt.operators.file.table;
