/** The usual regular expressions as languages. */
package io.mosaicgpt.model.constraint.regex;
