/** Who may talk to the job, and what must be read nowhere. */
package io.mosaicgpt.integration.security;
