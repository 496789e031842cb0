/** The command that tries a form before it is deployed. */
package io.mosaicgpt.jobs.command.form;
