/** What commands share: arguments and settings as flags, errors as sentences, logs and places. */
package io.mosaicgpt.jobs.cli;
