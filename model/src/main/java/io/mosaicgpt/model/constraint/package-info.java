/**
 * What the next token of a generation may be. A new kind of constraint is a {@link
 * io.mosaicgpt.model.constraint.TokenConstraint}; nothing else has to know of it.
 */
package io.mosaicgpt.model.constraint;
