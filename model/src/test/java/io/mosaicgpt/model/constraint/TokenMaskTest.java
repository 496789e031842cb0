package io.mosaicgpt.model.constraint;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TokenMaskTest {
  @Test
  void aMaskSaysOfEachTokenWhetherItMayCome() {
    Random random = new Random(3);
    for (int round = 0; round < 200; round++) {
      int size = 1 + random.nextInt(300);
      BitSet allowed = new BitSet();
      random.ints(random.nextInt(size), 0, size).forEach(allowed::set);
      TokenMask mask = TokenMask.only("forms", allowed, size);
      ByteBuffer packed = ByteBuffer.allocate((size + 7) / 8);
      mask.pack(size, packed);

      assertThat(packed.hasRemaining()).isFalse();
      assertThat(mask.allowsNone()).isEqualTo(allowed.isEmpty());
      for (int id = 0; id < size; id++) {
        assertThat(mask.forbids(id)).isEqualTo(!allowed.get(id));
        assertThat(packed.get(id / 8) >> (id % 8) & 1).isEqualTo(allowed.get(id) ? 0 : 1);
        int next = allowed.nextSetBit(id);
        assertThat(mask.nextAllowed(id)).isEqualTo(next < 0 ? size : next);
        int clear = allowed.nextClearBit(id);
        assertThat(mask.nextForbidden(id)).isEqualTo(clear < size ? clear : Integer.MAX_VALUE);
      }
    }
  }

  @Test
  void moreTokensLeaveTheMaskAsItIsAndAreRemembered() {
    BitSet one = new BitSet();
    one.set(1);
    TokenMask mask = TokenMask.only("forms", one, 10);
    TokenMask more = mask.and(3, 4);

    assertThat(mask.forbids(3)).isTrue();
    assertThat(more.forbids(3)).isFalse();
    assertThat(more.forbids(4)).isFalse();
    assertThat(more.forbids(1)).isFalse();
    assertThat(more.forbids(2)).isTrue();
    assertThat(mask.and(3, 4)).isSameAs(more);
    assertThat(mask.and(5).forbids(3)).isTrue();
    assertThat(more.source()).isEqualTo("forms");
  }

  @Test
  void nothingIsForbiddenByAMaskThatAllowsAll() {
    assertThat(TokenMask.ALL.allowsAll()).isTrue();
    assertThat(TokenMask.ALL.allowsNone()).isFalse();
    assertThat(TokenMask.ALL.nextForbidden(0)).isEqualTo(Integer.MAX_VALUE);
    assertThat(TokenMask.without("endings", 3).allowsAll()).isFalse();
    assertThat(TokenMask.without("endings", 3).nextAllowed(3)).isEqualTo(4);
  }
}
