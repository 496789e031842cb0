
  # ---- attention: sums in a fixed order, CPU only ---------------------------------------------------------------------
  #
  # A token's result must not depend, in any bit, on what is computed with it: not on other sequences, and not on how its own
  # sequence is cut into chunks. Matrix products choose the order of their sums by the number of rows. embedding_bag does not:
  # each of its bags is one sum of weighted rows, one row after the other. Since the rows are named one by one, they may lie
  # anywhere: the blocks of all sequences are read where they are, and only those.
  #
  # The scores of one query are, for each block of 64 keys, a sum over the head_dim rows of k transposed, weighted by q; and
  # its output is a sum over the rows of v, weighted by the softmax.

  # k [blocks, heads, head_dim, 64]
  def k_blocks(self: __torch__.MosaicGpt, layer: int) -> Tensor:
    return torch.view(self.k_cache[layer], [-1, self.heads, self.head_dim, 64])

  # k and v [tokens, heads, head_dim] go to their places in their blocks, both [tokens].
  def store(self: __torch__.MosaicGpt, layer: int, k: Tensor, v: Tensor, blocks: Tensor, places: Tensor) -> NoneType:
    stored = torch.index_put_(self.k_blocks(layer), annotate(List[Optional[Tensor]], [blocks, None, None, places]), k)
    stored = torch.index_put_(self.v_blocks(layer), annotate(List[Optional[Tensor]], [blocks, None, places]), v)
    return None

  # What a group needs in every layer: its bias [heads or 1, tokens, keys]; the rows of k, [heads * tokens * blocks *
  # head_dim], with the first of each bag, [heads * tokens * blocks]; the rows of v, [heads * tokens * keys], with the first of
  # each bag, [heads * tokens]. Head by head, so that tokens with blocks in common find them in the processor's cache.
  # positions [tokens], table [pieces, blocks]
  def plan(self: __torch__.MosaicGpt, positions: Tensor, keys: int, table: Tensor) -> List[Tensor]:
    tokens = positions.size(0)
    pieces = table.size(0)
    blocks = table.size(1)
    queries = tokens // pieces
    heads = torch.view(torch.arange(self.heads, dtype=3), [self.heads, 1, 1])                     # [heads, 1, 1]
    first = torch.add(torch.mul(torch.unsqueeze(table, 0), self.heads), heads)                    # [heads, pieces, blocks]
    k = torch.add(torch.unsqueeze(torch.mul(first, self.head_dim), -1), torch.arange(self.head_dim, dtype=3))
    k = torch.view(k, [self.heads, pieces, 1, blocks * self.head_dim])
    k = torch.reshape(torch.expand(k, [self.heads, pieces, queries, blocks * self.head_dim]), [-1])
    k_bags = torch.arange(0, k.size(0), self.head_dim, dtype=3)
    v = torch.add(torch.unsqueeze(torch.mul(first, 64), -1), torch.arange(64, dtype=3))           # [heads, pieces, blocks, 64]
    v = torch.narrow(torch.view(v, [self.heads, pieces, 1, blocks * 64]), 3, 0, keys)             # [heads, pieces, 1, keys]
    v = torch.reshape(torch.expand(v, [self.heads, pieces, queries, keys]), [-1])
    v_bags = torch.arange(0, v.size(0), keys, dtype=3)
    return [self.bias(positions, keys), k, k_bags, v, v_bags]

  # Sums of weighted rows of the table, one sum for each bag.  [bags, row length]
  def bag(self: __torch__.MosaicGpt, table: Tensor, rows: Tensor, bags: Tensor, weights: Tensor) -> Tensor:
    sums, unused1, unused2, unused3 = torch.embedding_bag(table, rows, bags, False, 0, False, weights, False)
    return sums

  # q [heads, tokens, head_dim], already scaled  ->  the same shape
  def attend(self: __torch__.MosaicGpt, layer: int, q: Tensor, plan: List[Tensor]) -> Tensor:
    tokens = q.size(1)
    bias, k_rows, k_bags, v_rows, v_bags = plan
    keys = bias.size(2)
    blocks = (keys + 63) // 64
    q = torch.expand(torch.unsqueeze(q, 2), [self.heads, tokens, blocks, self.head_dim])          # [heads, tokens, blocks, head_dim]
    k = torch.view(self.k_cache[layer], [-1, 64])                                                 # [blocks * heads * head_dim, 64]
    scores = self.bag(k, k_rows, k_bags, torch.reshape(q, [-1]))                                  # [heads * tokens * blocks, 64]
    scores = torch.narrow(torch.view(scores, [self.heads, tokens, blocks * 64]), 2, 0, keys)      # [heads, tokens, keys]
    weights = torch.softmax(torch.add(scores, bias), -1)                                          # [heads, tokens, keys] float32
    # ALiBi leaves distant keys with denormal weights, each of which would cost as much as a hundred others.
    weights = torch.threshold_(weights, 1e-30, 0.0)
    v = torch.view(self.v_cache[layer], [-1, self.head_dim])                                      # [blocks * heads * 64, head_dim]
    out = self.bag(v, v_rows, v_bags, torch.view(torch.to(weights, self.storage), [-1]))          # [heads * tokens, head_dim]
    return torch.view(out, [self.heads, tokens, self.head_dim])
