/**
 * Forms as a stack of automata: rules whose parts are leaves and calls of rules, followed byte by
 * byte in all ways at once, and the tokens that each state allows.
 */
package io.mosaicgpt.model.constraint.grammar;
