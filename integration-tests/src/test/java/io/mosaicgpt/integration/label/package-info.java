/** The label command, killed at any moment. */
package io.mosaicgpt.integration.label;
