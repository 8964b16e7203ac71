"""What moto lacks, one module per service. `moto_launcher.GAPS` lists each gap with its reason."""
