package io.mosaicgpt.model.engine;

import java.util.HashSet;
import java.util.Set;

/**
 * Whose requests may run while somebody looks for the one that breaks the engine. Engines of a JVM
 * die together when one takes it along, so there is one list for all of them, and for all jobs,
 * each of which has a class loader of its own. Thread-safe.
 */
public final class Turns {
  private static final Turns OF_THIS_JVM = new Turns();

  private final Set<Place> underWay = new HashSet<>();
  private Place turn;

  Turns() {}

  /** The list of this JVM. */
  public static Turns ofThisJvm() {
    return OF_THIS_JVM;
  }

  /** Someone who may want a turn. */
  public Place place() {
    return new Place();
  }

  /** Whether anybody still has requests to run in turns. */
  public boolean anybodyUnderWay() {
    synchronized (underWay) {
      return !underWay.isEmpty();
    }
  }

  /** One user's place; knows nothing of the user, so that it keeps no class loader. */
  public final class Place {
    private Place() {}

    /** There are requests to run in turns. */
    public void enter() {
      synchronized (underWay) {
        underWay.add(this);
      }
    }

    /** Takes the turn unless another place has it; false if so. */
    public boolean take() {
      synchronized (underWay) {
        if (turn == null) {
          turn = this;
        }
        return turn == this;
      }
    }

    /** Gives the turn back, if this place has it. */
    public void giveBack() {
      synchronized (underWay) {
        if (turn == this) {
          turn = null;
        }
      }
    }

    /** Nothing is left to run in turns. */
    public void leave() {
      synchronized (underWay) {
        giveBack();
        underWay.remove(this);
      }
    }
  }
}
