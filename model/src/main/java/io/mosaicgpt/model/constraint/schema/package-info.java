/** JSON Schema as rules of a grammar. */
package io.mosaicgpt.model.constraint.schema;
