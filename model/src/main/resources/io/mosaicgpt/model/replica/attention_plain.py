
  # ---- attention: matrix products, for any device ---------------------------------------------------------------------

  # What one piece needs in every layer: the bias [heads or 1, rows, keys], rows being its tokens.
  def plan(self: __torch__.MosaicGpt, start: int, rows: int, arena_blocks: int) -> List[Tensor]:
    return [self.bias(start, rows, start + rows)]

  # k and v [heads, count, head_dim] go to positions start, start + 1, ...
  def store(self: __torch__.MosaicGpt, arena: Tensor, start: int, k: Tensor, v: Tensor) -> NoneType:
    table = torch.view(arena, [2, self.heads, -1, self.head_dim])                                 # [2, heads, capacity, head_dim]
    copied = torch.copy_(torch.narrow(table, 2, start, k.size(1)), torch.stack([k, v], 0))
    return None

  # q [heads, rows, head_dim], already scaled; arena [2, heads, blocks, 64 * head_dim]
  def attend(self: __torch__.MosaicGpt, q: Tensor, arena: Tensor, plan: List[Tensor]) -> Tensor:
    bias = plan[0]
    table = torch.narrow(torch.view(arena, [2, self.heads, -1, self.head_dim]), 2, 0, bias.size(2)) # [2, heads, keys, head_dim]
    scores = torch.add(torch.bmm(q, torch.transpose(torch.select(table, 0, 0), 1, 2)), bias)      # [heads, rows, keys] float32
    weights = torch.to(torch.softmax(scores, -1), self.storage)                                   # [heads, rows, keys]
    return torch.bmm(weights, torch.select(table, 0, 1))                                          # [heads, rows, head_dim]
