"""What a run is told from outside: settings, sources.yaml and timeline.yaml, validated as a whole, with the line of each fault."""
