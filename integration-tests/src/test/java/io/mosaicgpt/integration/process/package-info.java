/**
 * Processes that the tests start, freeze and kill: brokers, ZooKeeper, JobManagers, TaskManagers.
 */
package io.mosaicgpt.integration.process;
