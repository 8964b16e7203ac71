"""What moto lacks, one module per service. `every_gap.GAPS` lists each gap with its reason."""
