/** The way from what a request asks for to a compiled form. */
package io.mosaicgpt.model.constraint.form;
