/** The life of this process: what it leaves to the file system, and how it is put away. */
package io.mosaicgpt.jobs.process;
