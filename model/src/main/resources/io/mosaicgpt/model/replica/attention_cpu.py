
  # ---- attention: sums in a fixed order, CPU only ---------------------------------------------------------------------
  #
  # A token's result must not depend, in any bit, on what is computed with it: not on other sequences, and not on how its own
  # sequence is cut into chunks. Matrix products choose the order of their sums by the number of rows. embedding_bag does not:
  # each of its bags is one sum of weighted rows, one row after the other. It also reads the cache two to three times as
  # fast as a matrix product with few rows, which first packs the matrix.
  #
  # So the scores of one query are, for each block of 64 keys, a sum over head_dim rows of k transposed, weighted by q; and its
  # output is a sum over the rows of v, weighted by the softmax.

  # What one piece needs in every layer, rows being its tokens: the bias [heads or 1, rows, keys]; the rows of k,
  # [heads * rows * blocks * head_dim], with the first of each bag, [heads * rows * blocks]; the rows of v,
  # [heads * rows * keys], with the first of each bag, [heads * rows]. Keys come in sixteens, which is what softmax sums at
  # a time.
  def plan(self: __torch__.MosaicGpt, start: int, rows: int, arena_blocks: int) -> List[Tensor]:
    keys = (start + rows + 15) // 16 * 16
    blocks = (keys + 63) // 64
    heads = torch.view(torch.arange(self.heads, dtype=3), [self.heads, 1, 1])                     # [heads, 1, 1]
    k = torch.add(torch.mul(heads, arena_blocks * self.head_dim), torch.arange(blocks * self.head_dim, dtype=3))
    k = torch.reshape(torch.expand(k, [self.heads, rows, blocks * self.head_dim]), [-1])
    k_bags = torch.arange(0, k.size(0), self.head_dim, dtype=3)
    v = torch.add(torch.mul(heads, arena_blocks * 64), torch.arange(keys, dtype=3))
    v = torch.reshape(torch.expand(v, [self.heads, rows, keys]), [-1])
    v_bags = torch.arange(0, v.size(0), keys, dtype=3)
    return [self.bias(start, rows, keys), k, k_bags, v, v_bags]

  # Sums of weighted rows of the table, one sum for each bag.  [bags, row length]
  def bag(self: __torch__.MosaicGpt, table: Tensor, rows: Tensor, bags: Tensor, weights: Tensor) -> Tensor:
    sums, unused1, unused2, unused3 = torch.embedding_bag(table, rows, bags, False, 0, False, weights, False)
    return sums

  # k and v [heads, count, head_dim] go to positions start, start + 1, ...; k transposed within its block.
  def store(self: __torch__.MosaicGpt, arena: Tensor, start: int, k: Tensor, v: Tensor) -> NoneType:
    count = k.size(1)
    table = torch.view(torch.select(arena, 0, 1), [self.heads, -1, self.head_dim])                # [heads, capacity, head_dim]
    copied = torch.copy_(torch.narrow(table, 1, start, count), v)
    blocks = torch.view(torch.select(arena, 0, 0), [self.heads, -1, self.head_dim, 64])           # [heads, blocks, head_dim, 64]
    done = 0
    while done < count:
      at = start + done
      size = min(count - done, 64 - at % 64)
      block = torch.narrow(torch.select(blocks, 1, at // 64), 2, at % 64, size)                   # [heads, head_dim, size]
      copied = torch.copy_(block, torch.transpose(torch.narrow(k, 1, done, size), 1, 2))
      done = done + size
    return None

  # q [heads, rows, head_dim], already scaled; arena [2, heads, blocks, 64 * head_dim]
  def attend(self: __torch__.MosaicGpt, q: Tensor, arena: Tensor, plan: List[Tensor]) -> Tensor:
    rows = q.size(1)
    bias, k_rows, k_bags, v_rows, v_bags = plan
    keys = bias.size(2)
    blocks = (keys + 63) // 64
    q = torch.expand(torch.unsqueeze(q, 2), [self.heads, rows, blocks, self.head_dim])            # [heads, rows, blocks, head_dim]
    k = torch.view(torch.select(arena, 0, 0), [-1, 64])                                           # [heads * arena blocks * head_dim, 64]
    scores = self.bag(k, k_rows, k_bags, torch.reshape(q, [-1]))                                  # [heads * rows * blocks, 64]
    scores = torch.narrow(torch.view(scores, [self.heads, rows, blocks * 64]), 2, 0, keys)        # [heads, rows, keys]
    weights = torch.softmax(torch.add(scores, bias), -1)                                          # [heads, rows, keys] float32
    v = torch.view(torch.select(arena, 0, 1), [-1, self.head_dim])                                # [heads * capacity, head_dim]
    out = self.bag(v, v_rows, v_bags, torch.view(torch.to(weights, self.storage), [-1]))          # [heads * rows, head_dim]
    return torch.view(out, [self.heads, rows, self.head_dim])                                     # [heads, rows, head_dim]
