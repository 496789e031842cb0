package io.mosaicgpt.model.kv;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Who owns which slot, and how the positions there is memory for are shared out. Pure book-keeping:
 * what it decides about arenas is read with {@link #drainActions} and carried out by whoever has
 * them. Not thread-safe.
 *
 * <p>A slot that is given up keeps its arena, and what it holds, until the memory or the slot is
 * needed: the arena that was idle longest goes first. So a new sequence may start behind tokens
 * that some slot, idle or not, has computed already.
 *
 * <p>Invariant: the reserved positions of all slots together never exceed {@link #totalPositions}.
 */
public final class SlotTable {
  private final Slot[] slots;
  private final Arenas arenas;
  private final boolean prefixCache;
  private long ownedPositions;
  private int idleSlots;
  private long clock;

  /**
   * All slots idle and without memory.
   *
   * @param slots number of slots, at least 1
   * @param totalPositions positions that all slots share; rounded down to a multiple of quantum
   * @param quantum positions are reserved in multiples of this
   * @param prefixCache whether sequences may start behind tokens another one computed
   */
  public SlotTable(int slots, long totalPositions, int quantum, boolean prefixCache) {
    if (slots < 1 || quantum < 1 || totalPositions < quantum) {
      throw new IllegalArgumentException(
          "%d slots with %d positions in multiples of %d: at least one of each is needed"
              .formatted(slots, totalPositions, quantum));
    }
    this.slots = new Slot[slots];
    for (int i = 0; i < slots; i++) {
      this.slots[i] = new Slot(i);
    }
    this.arenas = new Arenas(this.slots, totalPositions, quantum);
    this.prefixCache = prefixCache;
    this.idleSlots = slots;
  }

  /** Positions there is memory for; a multiple of the quantum. */
  public long totalPositions() {
    return arenas.total();
  }

  /** Positions reserved by slots that have an owner. */
  public long ownedPositions() {
    return ownedPositions;
  }

  /** Positions reserved, idle arenas included. */
  public long reservedPositions() {
    return arenas.reserved();
  }

  /** Slots without an owner. */
  public int idleSlots() {
    return idleSlots;
  }

  /** Positions that {@code slot} has memory for once the actions so far are carried out. */
  public int reserved(int slot) {
    return slots[slot].reserved;
  }

  /**
   * Gives a slot to a sequence, if one is idle and the positions can be had.
   *
   * @param positions how many to reserve, at most {@link #totalPositions}
   * @param owner the sequence's tokens: looked for in other slots now, and looked at whenever
   *     another sequence does the same
   * @param reusable how many of its tokens need not be computed if they are found, 0 to not look
   * @return null when there is no room
   */
  public Grant acquire(int positions, KvContents owner, int reusable) {
    requireNonNull(owner, "owner is null");
    int needed = arenas.roundUp(positions);
    if (idleSlots == 0 || totalPositions() - ownedPositions < needed) {
      return null;
    }
    Prefix prefix =
        prefixCache && reusable > 0
            ? Prefix.longest(slots, owner.tokens(), reusable)
            : Prefix.none();
    Slot source = prefix.slot();
    Slot target = prefix.isWorthTakingOver() ? source : idleSlotBeside(source);
    // An arena much too large would keep memory from others for as long as its new owner runs.
    if (target != source && target.reserved > 2 * needed) {
      arenas.release(target);
    }
    arenas.reserve(target, needed, source);
    int reused = target == source || prefix.length() >= Prefix.LEAST_COPY ? prefix.length() : 0;
    if (source == null || source.contents == KvSnapshot.NONE) {
      reused = 0; // It had to be given back for the memory.
    }
    if (reused > 0 && target != source) {
      arenas.copy(source, target, reused);
    }
    target.owned = true;
    target.contents = owner;
    idleSlots--;
    ownedPositions += target.reserved;
    return new Grant(target.index, reused);
  }

  /** Whether sequences may start behind tokens another one computed. */
  public boolean sharesPrefixes() {
    return prefixCache;
  }

  /**
   * Looks again for a beginning of the owner's tokens in other slots, while none was computed for
   * it in its own.
   *
   * @param held positions that its slot holds already, out of other slots
   * @param reusable how many of its tokens need not be computed if they are found
   * @return positions that its slot holds now
   */
  public int reuseMore(int slot, int held, int reusable) {
    Slot target = slots[slot];
    Prefix prefix =
        prefixCache ? Prefix.longest(slots, target.contents.tokens(), reusable) : Prefix.none();
    if (prefix.length() - held < Prefix.LEAST_COPY) {
      return held;
    }
    arenas.copy(prefix.slot(), target, prefix.length());
    return prefix.length();
  }

  /** Reserves more for a slot with an owner. Returns false, and changes nothing, without room. */
  public boolean grow(int slot, int positions) {
    Slot grown = slots[slot];
    int needed = arenas.roundUp(positions);
    int more = needed - grown.reserved;
    if (more <= 0) {
      return true;
    }
    if (totalPositions() - ownedPositions < more) {
      return false;
    }
    arenas.reserve(grown, needed, null);
    ownedPositions += more;
    return true;
  }

  /** Ends the ownership of a slot. Its arena, and what it holds, stays until the room is needed. */
  public void giveUp(int slot) {
    Slot idle = slots[slot];
    if (!idle.owned) {
      throw new IllegalStateException("slot %d has no owner".formatted(slot));
    }
    idle.owned = false;
    idle.contents = prefixCache ? KvSnapshot.of(idle.contents) : KvSnapshot.NONE;
    idle.idleSince = ++clock;
    idleSlots++;
    ownedPositions -= idle.reserved;
  }

  /** Takes all slots from their owners and all memory from slots: what they hold is of no use. */
  public void reset() {
    for (Slot slot : slots) {
      slot.owned = false;
      if (slot.reserved > 0) {
        arenas.release(slot);
      }
    }
    idleSlots = slots.length;
    ownedPositions = 0;
  }

  /** What was decided about arenas since the last call, in order. */
  public List<KvAction> drainActions() {
    return arenas.drainActions();
  }

  /** An idle slot, another one than {@code source} if there is any. */
  private Slot idleSlotBeside(Slot source) {
    Slot best = null;
    for (Slot slot : slots) {
      if (!slot.owned && slot != source && (best == null || slot.goesBefore(best))) {
        best = slot;
      }
    }
    return best == null ? source : best;
  }

  @Override
  public String toString() {
    return "%d of %d slots idle, %d of %d positions reserved, %d of them owned"
        .formatted(idleSlots, slots.length, reservedPositions(), totalPositions(), ownedPositions);
  }

  /**
   * A slot, and how much of the sequence its arena holds already.
   *
   * @param slot the slot
   * @param reusedPositions positions that need not be computed
   */
  public record Grant(int slot, int reusedPositions) {}
}
