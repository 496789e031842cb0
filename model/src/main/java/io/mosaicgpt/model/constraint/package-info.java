/**
 * What the next token of a generation may be. A new kind of constraint is a {@link
 * io.mosaicgpt.model.constraint.TokenConstraint}, which {@code TextGeneration} asks before each
 * token. {@code ChoiceRule} says where the choice is made.
 */
package io.mosaicgpt.model.constraint;
