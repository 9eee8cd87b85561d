import WAMPClient
print("x")
