/** How good a model's labels are, scored as they are served. */
package io.mosaicgpt.model.evaluation;
