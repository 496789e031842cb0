/** Measures a replica on a device, beside what that device can do at best. */
package io.mosaicgpt.jobs.measure.device;
