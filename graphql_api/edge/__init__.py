"""What every HTTP request passes before anything is parsed, and what every answer bears."""
