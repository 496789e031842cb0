
  # ---- attention: matrix products, for any device ---------------------------------------------------------------------

  # k [blocks, heads, 64, head_dim]
  def k_blocks(self: __torch__.MosaicGpt, layer: int) -> Tensor:
    return torch.view(self.k_cache[layer], [-1, self.heads, 64, self.head_dim])

  # k and v [tokens, heads, head_dim] go to their places in their blocks, both [tokens].
  def store(self: __torch__.MosaicGpt, layer: int, k: Tensor, v: Tensor, blocks: Tensor, places: Tensor) -> NoneType:
    at = annotate(List[Optional[Tensor]], [blocks, None, places])
    stored = torch.index_put_(self.k_blocks(layer), at, k)
    stored = torch.index_put_(self.v_blocks(layer), at, v)
    return None

  # What a group needs in every layer: its bias, [heads or 1, tokens, keys], and its blocks, [pieces, blocks].
  def plan(self: __torch__.MosaicGpt, positions: Tensor, keys: int, table: Tensor) -> List[Tensor]:
    return [self.bias(positions, keys), table]

  # The first `keys` rows of each piece's blocks.  [pieces, heads, keys, head_dim]
  def gather(self: __torch__.MosaicGpt, cache: Tensor, table: Tensor, keys: int) -> Tensor:
    rows = torch.index_select(cache, 0, torch.view(table, [-1]))                                  # [pieces * blocks, heads, 64, head_dim]
    rows = torch.view(rows, [table.size(0), table.size(1), self.heads, 64, self.head_dim])
    rows = torch.reshape(torch.transpose(rows, 1, 2), [table.size(0), self.heads, table.size(1) * 64, self.head_dim])
    return torch.narrow(rows, 2, 0, keys)

  # q [heads, tokens, head_dim], already scaled  ->  the same shape
  def attend(self: __torch__.MosaicGpt, layer: int, q: Tensor, plan: List[Tensor]) -> Tensor:
    bias, table = plan
    keys = bias.size(2)
    pieces = table.size(0)
    queries = q.size(1) // pieces
    k = self.gather(self.k_blocks(layer), table, keys)                                            # [pieces, heads, keys, head_dim]
    v = self.gather(self.v_blocks(layer), table, keys)                                            # [pieces, heads, keys, head_dim]
    q = torch.transpose(torch.view(q, [self.heads, pieces, queries, self.head_dim]), 0, 1)        # [pieces, heads, queries, head_dim]
    bias = torch.transpose(torch.view(bias, [bias.size(0), pieces, queries, keys]), 0, 1)         # [pieces, heads or 1, queries, keys]
    scores = torch.add(torch.matmul(q, torch.transpose(k, 2, 3)), bias)                           # [pieces, heads, queries, keys] float32
    out = torch.matmul(torch.to(torch.softmax(scores, -1), self.storage), v)                      # [pieces, heads, queries, head_dim]
    return torch.reshape(torch.transpose(out, 0, 1), [self.heads, pieces * queries, self.head_dim])
