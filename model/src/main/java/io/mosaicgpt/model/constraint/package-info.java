/**
 * What the next token of a generation may be. A new kind of constraint is a {@link
 * io.mosaicgpt.model.constraint.TokenConstraint}, which {@code TextGeneration} asks before each
 * token. Where it forbids any, the choice is made on the host: {@code ChoiceRule} sees to that.
 */
package io.mosaicgpt.model.constraint;
