/**
 * Settings: each is declared once, in a group with those that are about the same. Texts from flags,
 * environment and file are laid over each other, and a text gets its type when it is read.
 */
package io.mosaicgpt.jobs.config;
