/** The life of this process: what it leaves to the file system, where, and how it is put away. */
package io.mosaicgpt.jobs.process;
