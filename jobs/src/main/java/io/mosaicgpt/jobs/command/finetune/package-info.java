/** {@code finetune}: flags, progress and signals of a training run. */
package io.mosaicgpt.jobs.command.finetune;
