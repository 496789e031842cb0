/** The image of this program, as containers that a test can kill. */
package io.mosaicgpt.integration.image;
