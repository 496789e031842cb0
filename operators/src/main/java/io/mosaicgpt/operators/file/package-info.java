/** Instructions from files, and results to files: JSON, one object a line. */
package io.mosaicgpt.operators.file;
