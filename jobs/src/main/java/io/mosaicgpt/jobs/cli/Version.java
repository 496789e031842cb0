package io.mosaicgpt.jobs.cli;

import picocli.CommandLine.IVersionProvider;

/** The program's version, from its jar's manifest, and Java's. */
public final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = Version.class.getPackage().getImplementationVersion();
    return new String[] {
      "mosaicgpt " + (version == null ? "(not from a jar)" : version),
      "Java " + Runtime.version() + ", " + System.getProperty("java.vm.name")
    };
  }
}
