/** What users type: the picocli commands, {@code bench}'s in a package of their own. */
package io.mosaicgpt.jobs.command;
