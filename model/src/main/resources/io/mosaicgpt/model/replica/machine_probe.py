
  # ---- what the machine can do: methods that only the probe calls -----------------------------------------------------

  def probe_buffer(self: __torch__.MosaicGpt, numbers: int) -> Tensor:
    return torch.ones([numbers], dtype=6, device=self.device)                                     # [numbers] float32

  # Reads every number once. The sum comes back, so that no device is still at work when this returns.
  def probe_read(self: __torch__.MosaicGpt, buffer: Tensor) -> Tensor:
    return torch.to(torch.sum(buffer), torch.device("cpu"))                                       # []

  def probe_input(self: __torch__.MosaicGpt, rows: int, width: int) -> Tensor:
    return torch.to(torch.rand([rows, width], dtype=6, device=self.device), self.compute)         # [rows, width]

  # The linears of one block, each on input of its own width: narrow [rows, d_model], wide [rows, mlp_hidden].
  def probe_block(self: __torch__.MosaicGpt, narrow: Tensor, wide: Tensor) -> Tensor:
    y = self.linear(0, narrow)
    y = self.linear(1, narrow)
    y = self.linear(2, narrow)
    y = self.linear(3, wide)
    return torch.to(torch.select(torch.select(y, 0, 0), 0, 0), torch.device("cpu"))               # []
